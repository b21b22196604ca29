#include "host/theory/bibliography.hpp"

namespace widefield {

const std::vector<Reference>& bibliography() {
  static const std::vector<Reference> references = {
      {"amari1972", "S. Amari", 1972,
       "Characteristics of random nets of analog neuron-like elements",
       "IEEE Transactions on Systems, Man, and Cybernetics SMC-2, 643-657"},
      {"cho2009", "Y. Cho, L. K. Saul", 2009, "Kernel methods for deep learning",
       "Advances in Neural Information Processing Systems 22"},
      {"clevert2016", "D.-A. Clevert, T. Unterthiner, S. Hochreiter", 2016,
       "Fast and accurate deep network learning by exponential linear units (ELUs)",
       "International Conference on Learning Representations"},
      {"elfwing2018", "S. Elfwing, E. Uchibe, K. Doya", 2018,
       "Sigmoid-weighted linear units for neural network function approximation in reinforcement "
       "learning",
       "Neural Networks 107, 3-11"},
      {"hanin2020", "B. Hanin, M. Nica", 2020,
       "Products of many large random matrices and gradients in deep neural networks",
       "Communications in Mathematical Physics 376, 287-322"},
      {"hendrycks2016", "D. Hendrycks, K. Gimpel", 2016, "Gaussian error linear units (GELUs)",
       "arXiv:1606.08415"},
      {"klambauer2017", "G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter", 2017,
       "Self-normalizing neural networks", "Advances in Neural Information Processing Systems 30"},
      {"lee2018", "J. Lee, Y. Bahri, R. Novak, S. S. Schoenholz, J. Pennington, J. Sohl-Dickstein",
       2018, "Deep neural networks as Gaussian processes",
       "International Conference on Learning Representations"},
      {"misra2019", "D. Misra", 2019, "Mish: a self regularized non-monotonic activation function",
       "arXiv:1908.08681"},
      {"newman1986", "C. M. Newman", 1986,
       "The distribution of Lyapunov exponents: exact results for random matrices",
       "Communications in Mathematical Physics 103, 121-126"},
      {"poole2016", "B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein, S. Ganguli", 2016,
       "Exponential expressivity in deep neural networks through transient chaos",
       "Advances in Neural Information Processing Systems 29"},
      {"roberts2022", "D. A. Roberts, S. Yaida, B. Hanin", 2022,
       "The principles of deep learning theory", "Cambridge University Press"},
      {"schoenholz2017", "S. S. Schoenholz, J. Gilmer, S. Ganguli, J. Sohl-Dickstein", 2017,
       "Deep information propagation", "International Conference on Learning Representations"},
      {"williams1998", "C. K. I. Williams", 1998, "Computation with infinite neural networks",
       "Neural Computation 10, 1203-1216"},
  };
  return references;
}

const Reference* find_reference(const std::string& key) {
  for (const Reference& reference : bibliography())
    if (reference.key == key) return &reference;
  return nullptr;
}

}  // namespace widefield
