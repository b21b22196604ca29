#include "host/theory/bibliography.hpp"

namespace widefield {

// As long as the table is. NOLINTNEXTLINE(readability-function-size)
const std::vector<Reference>& bibliography() {
  static const std::vector<Reference> references = {
      {"amari1972", "S. Amari", 1972,
       "Characteristics of random nets of analog neuron-like elements",
       "IEEE Transactions on Systems, Man, and Cybernetics SMC-2, 643-657"},
      {"bartlett1933", "M. S. Bartlett", 1933, "On the theory of statistical regression",
       "Proceedings of the Royal Society of Edinburgh 53, 260-283"},
      {"benettin1980", "G. Benettin, L. Galgani, A. Giorgilli, J.-M. Strelcyn", 1980,
       "Lyapunov characteristic exponents for smooth dynamical systems and for Hamiltonian "
       "systems; "
       "a method for computing all of them",
       "Meccanica 15"},
      {"box1958", "G. E. P. Box, M. E. Muller", 1958,
       "A note on the generation of random normal deviates",
       "Annals of Mathematical Statistics 29, 610-611"},
      {"cho2009", "Y. Cho, L. K. Saul", 2009, "Kernel methods for deep learning",
       "Advances in Neural Information Processing Systems 22"},
      {"clevert2016", "D.-A. Clevert, T. Unterthiner, S. Hochreiter", 2016,
       "Fast and accurate deep network learning by exponential linear units (ELUs)",
       "International Conference on Learning Representations"},
      {"elfwing2018", "S. Elfwing, E. Uchibe, K. Doya", 2018,
       "Sigmoid-weighted linear units for neural network function approximation in reinforcement "
       "learning",
       "Neural Networks 107, 3-11"},
      {"giraud2005", "L. Giraud, J. Langou, M. Rozloznik, J. van den Eshof", 2005,
       "Rounding error analysis of the classical Gram-Schmidt orthogonalization process",
       "Numerische Mathematik 101, 87-100"},
      {"golub2013", "G. H. Golub, C. F. Van Loan", 2013, "Matrix computations, fourth edition",
       "Johns Hopkins University Press"},
      {"hall1992", "P. Hall", 1992, "The bootstrap and Edgeworth expansion", "Springer"},
      {"hanin2020", "B. Hanin, M. Nica", 2020,
       "Products of many large random matrices and gradients in deep neural networks",
       "Communications in Mathematical Physics 376, 287-322"},
      {"hendrycks2016", "D. Hendrycks, K. Gimpel", 2016, "Gaussian error linear units (GELUs)",
       "arXiv:1606.08415"},
      {"higham2002", "N. J. Higham", 2002,
       "Accuracy and stability of numerical algorithms, second edition",
       "Society for Industrial and Applied Mathematics"},
      {"hormann1993", "W. Hormann", 1993, "The generation of binomial random variates",
       "Journal of Statistical Computation and Simulation 46, 101-110"},
      {"klambauer2017", "G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter", 2017,
       "Self-normalizing neural networks", "Advances in Neural Information Processing Systems 30"},
      {"lee2018", "J. Lee, Y. Bahri, R. Novak, S. S. Schoenholz, J. Pennington, J. Sohl-Dickstein",
       2018, "Deep neural networks as Gaussian processes",
       "International Conference on Learning Representations"},
      {"li2022", "M. Li, M. Nica, D. M. Roy", 2022,
       "The neural covariance SDE: shaped infinite depth-and-width networks at initialization",
       "Advances in Neural Information Processing Systems 35"},
      {"loader2000", "C. Loader", 2000, "Fast and accurate computation of binomial probabilities",
       "Technical report, Bell Laboratories"},
      {"lu2021", "Y. M. Lu", 2021,
       "Householder dice: a matrix-free algorithm for simulating dynamics on Gaussian and random "
       "orthogonal ensembles",
       "IEEE Transactions on Information Theory 67, 8264-8272"},
      {"marsaglia2000", "G. Marsaglia, W. W. Tsang", 2000,
       "A simple method for generating gamma variables",
       "ACM Transactions on Mathematical Software 26, 363-372"},
      {"mezzadri2007", "F. Mezzadri", 2007,
       "How to generate random matrices from the classical compact groups",
       "Notices of the American Mathematical Society 54, 592-604"},
      {"misra2019", "D. Misra", 2019, "Mish: a self regularized non-monotonic activation function",
       "arXiv:1908.08681"},
      {"newman1986", "C. M. Newman", 1986,
       "The distribution of Lyapunov exponents: exact results for random matrices",
       "Communications in Mathematical Physics 103, 121-126"},
      {"owen2019", "A. B. Owen, Y. Maximov, M. Chertkov", 2019,
       "Importance sampling the union of rare events with an application to power systems analysis",
       "Electronic Journal of Statistics 13, 231-254"},
      {"pennington2017", "J. Pennington, S. S. Schoenholz, S. Ganguli", 2017,
       "Resurrecting the sigmoid in deep learning through dynamical isometry: theory and practice",
       "Advances in Neural Information Processing Systems 30"},
      {"pennington2018", "J. Pennington, S. S. Schoenholz, S. Ganguli", 2018,
       "The emergence of spectral universality in deep networks",
       "International Conference on Artificial Intelligence and Statistics"},
      {"poole2016", "B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein, S. Ganguli", 2016,
       "Exponential expressivity in deep neural networks through transient chaos",
       "Advances in Neural Information Processing Systems 29"},
      {"roberts2022", "D. A. Roberts, S. Yaida, B. Hanin", 2022,
       "The principles of deep learning theory", "Cambridge University Press"},
      {"royen2014", "T. Royen", 2014,
       "A simple proof of the Gaussian correlation conjecture extended to some multivariate gamma "
       "distributions",
       "Far East Journal of Theoretical Statistics 48, 139-145"},
      {"salmon2011", "J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw", 2011,
       "Parallel random numbers: as easy as 1, 2, 3",
       "International Conference for High Performance Computing, Networking, Storage and Analysis"},
      {"schoenholz2017", "S. S. Schoenholz, J. Gilmer, S. Ganguli, J. Sohl-Dickstein", 2017,
       "Deep information propagation", "International Conference on Learning Representations"},
      {"shepherd1981", "M. M. Shepherd, J. G. Laframboise", 1981,
       "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < infinity",
       "Mathematics of Computation 36, 249-253"},
      {"stewart1980", "G. W. Stewart", 1980,
       "The efficient generation of random orthogonal matrices with an application to condition "
       "estimators",
       "SIAM Journal on Numerical Analysis 17, 403-409"},
      {"williams1997", "C. K. I. Williams", 1997, "Computing with infinite networks",
       "Advances in Neural Information Processing Systems 9"},
      {"yang2017", "G. Yang, S. S. Schoenholz", 2017,
       "Mean field residual networks: on the edge of chaos",
       "Advances in Neural Information Processing Systems 30; arXiv:1712.08969"},
      {"yang2018", "G. Yang, S. S. Schoenholz", 2018,
       "Deep mean field theory: layerwise variance and width variation as methods to control "
       "gradient explosion",
       "International Conference on Learning Representations, workshop; OpenReview rJGY8GbR-"},
      {"yang2019", "G. Yang, J. Pennington, V. Rao, J. Sohl-Dickstein, S. S. Schoenholz", 2019,
       "A mean field theory of batch normalization",
       "International Conference on Learning Representations, arXiv:1902.08129"},
  };
  return references;
}

const Reference* find_reference(const std::string& key) {
  for (const Reference& reference : bibliography())
    if (reference.key == key) return &reference;
  return nullptr;
}

}  // namespace widefield
